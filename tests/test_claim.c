/* Claims: of many processes one gets a run; what a dead or silent one had is taken over. */
#include "io/claim.h"
#include "temp_folder.h"

#include <string.h>
#include <sys/wait.h>

static void one_of_many_gets_a_claim(void **state)
{
    (void)state;
    enum { PROCESSES = 8, NUMBERS = 30 };
    pid_t children[PROCESSES];
    int got = 0, go[2];
    assert_int_equal(pipe(go), 0);
    for (int p = 0; p < PROCESSES; p++) {
        children[p] = fork();
        if (children[p] != 0)
            continue;
        Claims claims;
        Claim claim;
        char mine[256], byte;
        int count = 0;
        close(go[1]);
        (void)!read(go[0], &byte, 1); /* all at once */
        if (claims_open(&claims, at("claims"), 60, mine, sizeof mine) != STATUS_OK)
            _exit(99);
        for (int n = 1; n <= NUMBERS; n++)
            count += claim_take(&claims, n, &claim, mine, sizeof mine) == STATUS_OK;
        usleep(500000); /* nobody ends while others still try, or its claims would be taken over */
        _exit(count);
    }
    close(go[0]);
    close(go[1]);
    for (int p = 0; p < PROCESSES; p++) {
        int status;
        waitpid(children[p], &status, 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 99);
        got += WEXITSTATUS(status);
    }
    assert_int_equal(got, NUMBERS);
    /* all of them have ended: the claims are taken over at once, and given back */
    Claims claims;
    assert_int_equal(claims_open(&claims, at("claims"), 60, message, MESSAGE), STATUS_OK);
    for (int n = 1; n <= NUMBERS; n++) {
        Claim claim;
        assert_int_equal(claim_take(&claims, n, &claim, message, MESSAGE), STATUS_OK);
        assert_true(claim.taken_over);
        assert_int_equal(claim_beat(&claims, &claim, message, MESSAGE), STATUS_OK);
        claim_release(&claims, &claim);
    }
    claims_close(&claims);
    assert_int_equal(rmdir(at("claims")), 0);
}

static void a_silent_claim_is_taken_over_and_lost(void **state)
{
    (void)state;
    Claims mine, other;
    Claim claim, taken;
    assert_int_equal(claims_open(&mine, at("claims"), 60, message, MESSAGE), STATUS_OK);
    assert_int_equal(claims_open(&other, at("claims"), 0.05, message, MESSAGE), STATUS_OK);
    snprintf(other.self.machine, sizeof other.self.machine, "another.1");
    assert_int_equal(claim_take(&mine, 5, &claim, message, MESSAGE), STATUS_OK);
    assert_int_equal(claim_take(&other, 5, &taken, message, MESSAGE), STATUS_EXISTS);
    usleep(30000);
    assert_int_equal(claim_beat(&mine, &claim, message, MESSAGE), STATUS_OK);
    usleep(
        30000); /* longer than its patience since it first looked, but there was a sign of life */
    assert_int_equal(claim_take(&other, 5, &taken, message, MESSAGE), STATUS_EXISTS);
    usleep(70000);
    assert_int_equal(claim_take(&other, 5, &taken, message, MESSAGE), STATUS_OK);
    assert_int_equal(claim_beat(&mine, &claim, message, MESSAGE), STATUS_EXISTS);
    assert_int_equal(claim.fd, -1);
    claim_release(&mine, &claim); /* not held: the other one's stays */
    assert_int_equal(claim_beat(&other, &taken, message, MESSAGE), STATUS_OK);
    claim_release(&other, &taken);
    claims_close(&mine);
    claims_close(&other);
    assert_int_equal(rmdir(at("claims")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_many_gets_a_claim),
        cmocka_unit_test(a_silent_claim_is_taken_over_and_lost),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
