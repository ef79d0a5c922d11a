"""The directory as a spreadsheet: columns, reading, writing. The shape that goes out is the shape that comes in."""
