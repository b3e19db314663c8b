#pragma once
#ifdef __cplusplus
extern "C" {
#endif
typedef struct {
  const char *dli_fname;
  void *dli_fbase;
  const char *dli_sname;
  void *dli_saddr;
} Dl_info;
int dladdr(const void *, Dl_info *);
#ifdef __cplusplus
}
#endif
