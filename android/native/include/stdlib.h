#pragma once
#include <stddef.h>
#ifdef __cplusplus
extern "C" {
#endif
__attribute__((noreturn)) void abort(void);
void free(void *);
char *getenv(const char *);
void *malloc(size_t);
#ifdef __cplusplus
}
#endif
