# Calls the server with the client that openapi-generator has made in the folder that is named.
import json
import sys

sys.path.insert(0, sys.argv[1])
given = json.load(sys.stdin)

from openapi_client import AgentRequest, ApiClient, ChatRequest, Configuration, DefaultApi, IdentifyRequest, TicketRequest


def api(key=None):
    return DefaultApi(ApiClient(Configuration(host=given["base"], access_token=key)))


publishable = api(given["publishable"])
said = {
    "readConfig": api().read_config(org_id=given["orgId"]),
    "chat": publishable.chat(chat_request=ChatRequest(message=given["question"], agent_id=given["agent"])),
    "identifyUser": publishable.identify_user(identify_request=IdentifyRequest(user_id="generated-3", traits={"name": "Ada"})),
    "createTicket": publishable.create_ticket(
        ticket_request=TicketRequest(user_id="generated-3", subject="Wrong size delivered")
    ),
    "askAgent": api(given["secret"]).ask_agent(agent_request=AgentRequest(message=given["question"])),
}
print(json.dumps({name: answer.to_dict() for name, answer in said.items()}))
