import MartCLI

ExtractCommand.main()
