"""The other side of the wire: DigiD and employee login, the BRP and a mailbox, as one small service of its own."""
