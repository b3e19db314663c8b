#pragma once
#define SIG_BLOCK 0
#define SIG_SETMASK 2
#define NSIG 64
typedef struct {
  unsigned long signals[1];
} sigset_t;
