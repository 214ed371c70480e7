/// How records of people go wrong in the town on which matching is measured: classes of error, and how often each comes.
///
/// Rates are records of ten thousand, where no other base is named. They are those of a bank that takes care: nearly every
/// record has a valid document, and one phone in eight is an old one. Nothing in matching knows them.
enum TownRates {
  static let base = 10_000

  /// Of a hundred people, who are known to one source, two, and so on to five; and of a thousand people, those with a
  /// second number at the core bank.
  static let sourcesOfPerson = [(1, 25), (2, 30), (3, 25), (4, 14), (5, 6)]
  static let secondCoreNumbers = 8
  /// Of a thousand people, those who live with the one before and share phone and address.
  static let sharedHomes = 150
  /// Of ten thousand people, twins of the one before: surname, birth date, phone and address are theirs, the document
  /// differs in its serial alone.
  static let twins = 20
  /// Of ten thousand people, those who changed their name; one of their records has the earlier one, of one in five
  /// another surname too.
  static let renamed = 10
  /// Of a hundred people, those without a resident's card: passport.
  static let passports = 1

  // MARK: documents
  static let noDocument = 100
  /// One error in typing, by edit class: of a hundred, how many.
  static let mistypedDocument = 100
  static let documentEdits: [(TownEdit, Int)] = [(.replaced, 60), (.swapped, 25), (.leftOut, 10), (.doubled, 5)]
  /// The card of fifteen digits, of people born before 2000.
  static let shortCard = 50

  // MARK: names
  static let mistypedName = 30
  static let nameEdits: [(TownEdit, Int)] = [(.replaced, 80), (.leftOut, 20)]
  /// Spaces, width and the like.
  static let respelledName = 50
  static let placeholderName = 2

  // MARK: the rest
  static let otherPhone = 1_200
  static let noPhone = 100
  static let placeholderPhone = 30
  /// The phone of a hotline, under which staff entered whoever came; one hotline for each hundred thousand records.
  static let hotlinePhone = 21
  static let otherAddress = 800
  static let noAddress = 200
  static let slippedBirth = 30
  static let placeholderBirth = 10
  static let wrongSex = 10

  // MARK: the next night
  /// Of a thousand records, those of which the next night has another form, or which are new.
  static let changed = 13
  /// What changes: of a hundred.
  static let changes: [(TownChange, Int)] = [
    (.phone, 45), (.address, 20), (.newNumber, 12), (.newPerson, 10), (.documentRight, 5), (.documentWrong, 5),
    (.name, 3),
  ]
}

/// How typing goes wrong.
enum TownEdit { case replaced, swapped, leftOut, doubled }

/// What the next night says of a number.
enum TownChange {
  case phone, address
  /// A number for someone who is known, or for someone who is not.
  case newNumber, newPerson
  /// The source puts the document as it is, or damages it.
  case documentRight, documentWrong
  case name
}
