import { select } from "./select.js";

const { out, error, status } = select(process.argv.slice(2), process.env);
process.stdout.write(out);
process.stderr.write(error);
process.exitCode = status;
