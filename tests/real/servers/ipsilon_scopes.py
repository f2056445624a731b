"""The scopes that Fedora adds to ipsilon, as far as the workflow asks for them."""

from ipsilon.providers.openidc.plugins.common import OpenidCExtensionBase


class OpenidCExtension(OpenidCExtensionBase):
    name = 'workflow'
    display_name = 'Packager workflow'
    scopes = {
        'https://id.fedoraproject.org/scope/groups': {'display_name': 'Groups', 'claims': ['groups']},
        'https://id.fedoraproject.org/scope/agreements': {'display_name': 'Agreements', 'claims': ['agreements']},
        'https://src.fedoraproject.org/push': {'display_name': 'Push', 'claims': []},
    }
