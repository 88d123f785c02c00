#include "core/status.h"

const char *status_sentence(Status status)
{
    static const char *const sentences[] = {
#define STATUS(name, exit_code, sentence) sentence,
#include "core/status.def"
#undef STATUS
    };
    return (unsigned)status < STATUS_COUNT ? sentences[status] : "unknown status";
}

int status_exit_code(Status status)
{
    static const int codes[] = {
#define STATUS(name, exit_code, sentence) exit_code,
#include "core/status.def"
#undef STATUS
    };
    return (unsigned)status < STATUS_COUNT ? codes[status] : 70;
}
