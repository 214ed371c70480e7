import Contracts
import MartCore
import MartStore
package func resolve(_ pipeline: Pipeline, _ state: State, businessDate: BusinessDate, generation: Int64) throws {}
