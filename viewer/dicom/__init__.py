"""Floor 2: between DICOM data sets and the model. The only room that reads data sets by tag."""
