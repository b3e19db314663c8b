#pragma once
#if defined(__aarch64__)
#define SYS_rt_sigprocmask 135
#define SYS_rt_sigreturn 139
#define SYS_process_vm_readv 270
#elif defined(__x86_64__)
#define SYS_rt_sigprocmask 14
#define SYS_rt_sigreturn 15
#define SYS_process_vm_readv 310
#endif
