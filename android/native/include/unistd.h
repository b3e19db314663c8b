#pragma once
#ifdef __cplusplus
extern "C" {
#endif
int getpid(void);
long syscall(long, ...);
#ifdef __cplusplus
}
#endif
