// An empty libfcgi handler: what FastCGI itself costs.
#include <fcgiapp.h>

#include <string_view>

int main() {
  static constexpr std::string_view answer = "Status: 204 No Content\r\n\r\n";
  FCGX_Request request{};
  if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0) return 1;
  while (FCGX_Accept_r(&request) >= 0) {
    FCGX_PutStr(answer.data(), static_cast<int>(answer.size()), request.out);
    FCGX_Finish_r(&request);
  }
  return 0;
}
