#!/usr/bin/python
"""One Ansible module that runs the product's probe and returns its answer."""

import subprocess
import sys

from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    module = AnsibleModule(
        argument_spec={"script": {"type": "str", "required": True}}, supports_check_mode=True
    )
    done = subprocess.run(
        [sys.executable, "-"], input=module.params["script"].encode(), stdout=subprocess.PIPE, check=False
    )
    answer = done.stdout.decode("ascii", "replace")
    if "AUDITOR1 " not in answer:
        module.fail_json(msg="no answer")
    module.exit_json(changed=False, answer=answer)


if __name__ == "__main__":
    main()
