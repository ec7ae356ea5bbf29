/** The least of an SMTP server: it takes every mail and forgets it, so that senders are what is measured. */
import { createServer } from "node:net";

const server = createServer((socket) => {
  let got = "";
  let inText = false;
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.write("220 sink ESMTP\r\n");
  socket.on("data", (chunk) => {
    got += chunk.toString("latin1");
    for (;;) {
      const end = got.indexOf(inText ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const line = inText ? "." : got.slice(0, end);
      got = got.slice(end + (inText ? 5 : 2));
      if (inText) {
        inText = false;
        socket.write("250 taken\r\n");
      } else if (line.startsWith("EHLO")) socket.write("250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
      else if (line === "DATA") {
        inText = true;
        socket.write("354 go on\r\n");
      } else if (line === "QUIT") socket.end("221 bye\r\n");
      else socket.write("250 ok\r\n");
    }
  });
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
