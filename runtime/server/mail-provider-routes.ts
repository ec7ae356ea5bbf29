import type { FastifyInstance } from "fastify";
import type { MailCallbacks } from "../tracking/providers/mail-callbacks.ts";

/** `POST /webhooks/ses`, `/webhooks/sendgrid` …: of the providers that are set up. */
export function addMailProviderRoutes(app: FastifyInstance, callbacks: MailCallbacks): void {
  // A scope of its own: here a body stays as it came, whatever it calls itself, since signatures cover its octets.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: 1_048_576 }, (_, body, done) => done(null, body));
    for (const name of callbacks.names) {
      scope.post(`/webhooks/${name}`, async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        return reply.code(await callbacks.receive(name, { headers: request.headers, body })).send();
      });
    }
  });
}
