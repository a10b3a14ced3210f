// nginx_words FILE: writes the words of nginx's own pages in the built-in languages; a step of the build.
#include "languages/nginx_words.hpp"

#include <fstream>
#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: nginx_words FILE\n";
    return 2;
  }
  const latchkey::languages::Languages built_in("", std::string(latchkey::languages::base_language));
  std::ofstream file(argv[1]);
  file << latchkey::languages::write_nginx_words(built_in) << std::flush;
  return file ? 0 : 1;
}
