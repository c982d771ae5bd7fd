/* bcryptprimitives.dll for a wine before 9, which has none: random numbers from the function that older Windows had. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE at, SIZE_T left) {
  while (left) {
    ULONG part = left > 0x40000000 ? 0x40000000 : (ULONG)left;
    if (!SystemFunction036(at, part)) return FALSE;
    at += part;
    left -= part;
  }
  return TRUE;
}
