"""From decoder results to one accepted scan; coaching the person who holds the card."""
