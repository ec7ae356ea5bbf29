/** A module of Node that a browser has not, and that nothing asks for there. */
module.exports = {};
