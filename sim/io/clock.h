/* A clock that does not go back. */
#ifndef PRODROME_CLOCK_H
#define PRODROME_CLOCK_H

/* Seconds since some fixed time before. */
double clock_seconds(void);

#endif
