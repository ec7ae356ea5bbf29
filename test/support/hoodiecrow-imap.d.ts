/** The part of hoodiecrow-imap that the tests use; the package has no types. */
declare module "hoodiecrow-imap" {
  import type { Server } from "node:net";

  interface HoodiecrowServer {
    readonly server: Server;
    listen(port: number): void;
    close(done: () => void): void;
  }
  export default function hoodiecrow(options: object): HoodiecrowServer;
}
