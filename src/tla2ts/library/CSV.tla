---- MODULE CSV ----
CSVWrite(template, value, file) == {template, value, file} # {}
CSVWriteRecord(record, delimiter, headers, file) == {record, delimiter, headers, file} # {}
CSVRead(columns, delimiter, file) == CHOOSE rows : {columns, delimiter, file} # {}
CSVRecords(file) == CHOOSE count : count # file
====
