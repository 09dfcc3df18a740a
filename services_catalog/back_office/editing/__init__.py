"""Finding services and editing them: lists, the form of a record, preview, merging, evidence, files in and out."""
