// One JSON line for each file: how many records and fields `pica-data` finds, and the numbers it reads.
import fs from "node:fs"
import { parseStream } from "pica-data"

for (const file of process.argv.slice(2)) {
  const numbers = []
  let fields = 0
  for await (const record of parseStream(fs.createReadStream(file), "normalized")) {
    const found = record.find((field) => field[0] === "003@")
    numbers.push(found ? found[3] : null)
    fields += record.length
  }
  console.log(JSON.stringify({ records: numbers.length, fields, numbers }))
}
