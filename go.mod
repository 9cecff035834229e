module asynctour

go 1.26
