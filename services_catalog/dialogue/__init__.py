"""What kind of reply a message gets (`decision`) and the reply itself (`reply`), whoever carries the messages."""
