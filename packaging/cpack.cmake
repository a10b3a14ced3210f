# For `cpack --config`, which sees no variable of its command line, so these are of the environment: LATCHKEY_BUILDS, a list of
# `FOLDER;PACKAGE;…` (each FOLDER is built, its target `package_files` too), LATCHKEY_VERSION, LATCHKEY_SOURCE, LATCHKEY_OUTPUT.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME latchkey)
set(CPACK_PACKAGE_VERSION $ENV{LATCHKEY_VERSION})
set(CPACK_PACKAGE_FILE_NAME latchkey)
set(CPACK_SYSTEM_NAME Linux)
set(CPACK_PACKAGE_VENDOR Latchkey)
set(CPACK_PACKAGE_DESCRIPTION "Latchkey")
set(CPACK_PACKAGE_CONTACT "The Latchkey authors <latchkey@localhost>")
set(CPACK_PACKAGE_DIRECTORY $ENV{LATCHKEY_OUTPUT})
set(CPACK_PACKAGING_INSTALL_PREFIX /)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_CMAKE_GENERATOR Ninja)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_INSTALL_CMAKE_PROJECTS)
set(CPACK_COMPONENTS_ALL)
set(builds $ENV{LATCHKEY_BUILDS})
while(builds)
  list(POP_FRONT builds folder package)
  list(APPEND CPACK_INSTALL_CMAKE_PROJECTS ${folder} latchkey ${package} /)
  list(APPEND CPACK_COMPONENTS_ALL ${package})
  string(TOUPPER ${package} upper)
  set(CPACK_COMPONENTS_${upper} ${package})  # the components of a project whose component is this: without it there are none
endwhile()

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION web)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

set(CPACK_DEBIAN_LATCHKEY_PACKAGE_NAME latchkey)
set(CPACK_DEBIAN_LATCHKEY_DESCRIPTION
"customers by API, sign-in by link, behind an nginx site
Small FastCGI handlers that let partners create customers in a broker's CRM,
and let those customers walk straight into the members area: one API call
makes the customer, its lead and a link; the link signs the customer in. An
admin area for the office and a command line belong to it.

Run `latchkey setup` once after the installation.")
# Users and folders are made by systemd's two tools, which exist by themselves where systemd is not the init.
set(CPACK_DEBIAN_LATCHKEY_PACKAGE_DEPENDS "multiwatch, procps, tzdata, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_LATCHKEY_PACKAGE_RECOMMENDS "nginx, default-mysql-server | virtual-mysql-server")
set(CPACK_DEBIAN_LATCHKEY_PACKAGE_SUGGESTS "spawn-fcgi")
set(CPACK_DEBIAN_LATCHKEY_PACKAGE_CONTROL_EXTRA
  $ENV{LATCHKEY_SOURCE}/packaging/debian/postinst $ENV{LATCHKEY_SOURCE}/packaging/debian/prerm
  $ENV{LATCHKEY_SOURCE}/packaging/debian/postrm $ENV{LATCHKEY_OUTPUT}/conffiles)

set(CPACK_DEBIAN_LATCHKEY-CGI_PACKAGE_NAME latchkey-cgi)
set(CPACK_DEBIAN_LATCHKEY-CGI_DESCRIPTION
"Latchkey's handlers as plain CGI programs, for shared hosting
The handlers of Latchkey with their libraries linked in: they need nothing of
the host but the C library, and start in half the time. They are for hosts
where nothing can be installed; a security update of a library reaches them
only by a new version of this package.")
