/// The folder of a generation in which another engine keeps its tables, one folder a table.
package let warehouseFolder = "warehouse"

/// The file of a candidate in which rows of outputs stand that another engine made: one table an output, of its id. It
/// goes from transform to emit and is no part of what is published.
package let outputRows = "outputs.sqlite"
