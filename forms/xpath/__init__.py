"""XPath 1.0 as XForms uses it, with ODK's functions: parsed once into closures, evaluated on plain trees."""
