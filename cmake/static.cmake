# LATCHKEY_STATIC: the archives of the libraries instead of their shared objects, each with what it needs itself. Two stay
# shared, and only where they are used: libcurl (latchkey-admin, -provisioner, latchkey), whose archive wants libraries that
# have none in Debian, and libqrencode (latchkey-admin), which has no archive.
set(CMAKE_FIND_LIBRARY_SUFFIXES .a)
set(OPENSSL_USE_STATIC_LIBS ON)
find_package(OpenSSL REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(IDN2 REQUIRED IMPORTED_TARGET libidn2)
pkg_check_modules(CTEMPLATE REQUIRED IMPORTED_TARGET libctemplate)
pkg_check_modules(ABSL REQUIRED IMPORTED_TARGET absl_raw_hash_set absl_hash absl_strings)
pkg_check_modules(ABSL_TIME REQUIRED IMPORTED_TARGET absl_time)
find_library(FCGI_LIBRARY fcgi REQUIRED)
foreach(name mysqlcppconn-static mariadb z unistring phonenumber protobuf icui18n icuuc icudata)
  find_library(ARCHIVE_${name} ${name} REQUIRED)
endforeach()
find_path(MARIADB_INCLUDE_DIR mysql.h PATH_SUFFIXES mariadb REQUIRED)
target_link_libraries(PkgConfig::IDN2 INTERFACE ${ARCHIVE_unistring})
set(CPPCONN_LIBRARY ${ARCHIVE_mysqlcppconn-static} ${ARCHIVE_mariadb} OpenSSL::SSL OpenSSL::Crypto ${ARCHIVE_z})
set(PHONENUMBER_LIBRARY
  ${ARCHIVE_phonenumber} ${ARCHIVE_protobuf} ${ARCHIVE_icui18n} ${ARCHIVE_icuuc} ${ARCHIVE_icudata} PkgConfig::ABSL)
set(ICU_LIBRARY ${ARCHIVE_icuuc} ${ARCHIVE_icudata})
# The host's libcurl brings an OpenSSL of its own. Without --exclude-libs it would find some of its functions in the program,
# and the rest in its own library.
add_link_options(-static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL)

# Hosts seldom have libqrencode: a copy lies beside the programs, which look there.
get_filename_component(QRENCODE_FILE ${QRENCODE_LINK_LIBRARIES} REALPATH)
configure_file(${QRENCODE_FILE} ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/libqrencode.so.4 COPYONLY)
set(CMAKE_BUILD_RPATH "$ORIGIN")
