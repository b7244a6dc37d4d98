"""Word documents in the form of decree 30/2020/NĐ-CP, rendered from templates that an office can edit."""
