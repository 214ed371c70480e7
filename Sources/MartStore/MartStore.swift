// MartStore
import GRDB
