import MartCLI

LoadCommand.main()
