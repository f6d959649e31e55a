"""Finding: the joint between the rooms and the search index. Entries, rights, results, the staff's desk."""
