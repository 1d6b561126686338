# Calls the server with the client that openapi-python-client has made in the folder that is named.
import json
import sys

sys.path.insert(0, sys.argv[1])
given = json.load(sys.stdin)

from halo_server_client import AuthenticatedClient, Client
from halo_server_client.api.default import ask_agent, chat, create_ticket, identify_user, read_config
from halo_server_client.models import AgentRequest, ChatRequest, IdentifyRequest, TicketRequest

publishable = AuthenticatedClient(base_url=given["base"], token=given["publishable"])
secret = AuthenticatedClient(base_url=given["base"], token=given["secret"])
user = IdentifyRequest.from_dict({"user_id": "generated-2", "traits": {"name": "Ada"}})
ticket = TicketRequest.from_dict({"user_id": "generated-2", "subject": "Wrong size delivered"})
said = {
    "readConfig": read_config.sync(client=Client(base_url=given["base"]), org_id=given["orgId"]),
    "chat": chat.sync(client=publishable, body=ChatRequest(message=given["question"], agent_id=given["agent"])),
    "identifyUser": identify_user.sync(client=publishable, body=user),
    "createTicket": create_ticket.sync(client=publishable, body=ticket),
    "askAgent": ask_agent.sync(client=secret, body=AgentRequest(message=given["question"])),
}
print(json.dumps({name: answer.to_dict() for name, answer in said.items()}))
