#include "cli/commands/command.h"

int main(int argc, char** argv) { return dac::cli::run(argc, argv); }
