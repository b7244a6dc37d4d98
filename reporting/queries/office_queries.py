"""All queries of administrators: units with their people, forms, proposed deletions, audit."""
