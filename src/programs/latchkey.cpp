// latchkey: the command line.
#include "cli/front/command_line.hpp"

int main(int argc, char** argv) { return latchkey::cli::run_command_line(argc, argv); }
