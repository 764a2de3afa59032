"""Tests in a real Home Assistant, and in a real browser."""
