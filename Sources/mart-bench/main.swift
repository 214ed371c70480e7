MartBench.main()
