"""Drafts before citizens read them: asked in a private chat, and measured against what is published."""
