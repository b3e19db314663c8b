#pragma once
#include <linux/errno.h>
#ifdef __cplusplus
extern "C"
#endif
int *__errno(void);
#define errno (*__errno())
