"""The core of the Clas platform: rules, amounts, departments and documents, as pure functions over values."""
