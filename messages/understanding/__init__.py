"""What does somebody want, who types as people do? Words, features, weights and the lists they were trained on."""
