"""Tests of the rules of printer maintenance."""
