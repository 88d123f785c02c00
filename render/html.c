#include "render/html.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static void letter_add(Text *out, const char *from, gunichar letter)
{
    if (letter == '&')
        text_add(out, "&amp;");
    else if (letter == '<')
        text_add(out, "&lt;");
    else if (letter == '>')
        text_add(out, "&gt;");
    else if (letter == '"')
        text_add(out, "&quot;");
    else if (letter == '\'')
        text_add(out, "&#39;");
    else if ((g_unichar_iscntrl(letter) && letter != '\n') ||
             g_unichar_type(letter) == G_UNICODE_FORMAT) /* which would turn words round */
        text_add(out, "\uFFFD");
    else
        text_append(out, from, (size_t)(g_utf8_next_char(from) - from));
}

void html_words(Text *out, const char *words)
{
    char *valid = g_utf8_make_valid(words, -1);
    for (const char *c = valid; *c; c = g_utf8_next_char(c))
        letter_add(out, c, g_utf8_get_char(c));
    g_free(valid);
}

void html_element(Text *out, const char *tag, const char *words)
{
    text_add(out, "<%s>", tag);
    html_words(out, words);
    text_add(out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

static void number_add(Text *out, double value)
{
    text_add(out, "%.4g", value == 0 ? 0 : value); /* no -0 */
}

void html_number_cell(Text *out, double value)
{
    if (isnan(value)) {
        text_add(out, "<td class=\"none\">no value</td>");
        return;
    }
    text_add(out, "<td class=\"number\">");
    number_add(out, value);
    text_add(out, "</td>");
}

void html_estimate_cell(Text *out, Estimate estimate)
{
    if (isnan(estimate.value)) {
        html_number_cell(out, estimate.value);
        return;
    }
    text_add(out, "<td class=\"number\">");
    number_add(out, estimate.value);
    if (!isnan(estimate.low) && !isnan(estimate.high)) {
        text_add(out, " <small>(");
        number_add(out, estimate.low);
        text_add(out, " to ");
        number_add(out, estimate.high);
        text_add(out, ")</small>");
    }
    text_add(out, "</td>");
}
