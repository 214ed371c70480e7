SampleBankCommand.main()
