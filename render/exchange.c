#include "render/exchange.h"

enum { FRESH = 4 };

void exchange_start(Exchange *exchange)
{
    atomic_init(&exchange->middle, 1);
    exchange->back = 0;
    exchange->front = 2;
}

bool exchange_taken(const Exchange *exchange)
{
    return !(atomic_load(&exchange->middle) & FRESH);
}

void exchange_give(Exchange *exchange)
{
    exchange->back = atomic_exchange(&exchange->middle, exchange->back | FRESH) & ~FRESH;
}

bool exchange_take(Exchange *exchange)
{
    if (exchange_taken(exchange))
        return false;
    exchange->front = atomic_exchange(&exchange->middle, exchange->front) & ~FRESH;
    return true;
}
