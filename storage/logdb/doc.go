// Package logdb keeps imported evidence in a second SQLite file beside the vault, NAME.gate-logs:
// events as sealed columns, lines that did not parse, what reviews found, and the contents of
// exported bundles.
//
// A segment is one Parquet file of up to 65,536 events, zstd inside, sealed as a whole with the
// import's own random key. Clear are only an import's id, the number of the segment, its first and
// last time and its number of rows; all of them, and the number of the layout, are part of the
// seal's place, so that no row can stand in for another. The import's record in the vault holds the
// key, the number of rows and the Merkle root over them ([Root]).
//
// An import is staged until the vault holds its record: its key lies in the row of table import,
// sealed under the vault's evidence key, and nobody but a resume sees its rows. [Open] puts right
// what a crash left: rows whose record is gone are destroyed.
//
// Columns, encodings and metadata are behind columns.go, encode.go and decode.go; encode.go writes
// pages with parquet-go's encoders and decode.go reads them with its reader.
package logdb
